import { hoverText } from '../support/ask.ts';
import { fixture } from '../support/fixture.ts';
import { blog } from '../support/models.ts';

/** A service that uses the blog; further files may follow behind `#- path`. */
export const service = (code: string) =>
  fixture(`${blog}
#- service.py
from __future__ import annotations
from typing import Annotated, Any, Generator, Iterator, Optional, Self, TypeVar, Union, cast
from sqlalchemy import event, select
from sqlalchemy.orm import Session, aliased, joinedload, object_session, selectinload
from blog.user import User
from blog.post import Post, Tag

${code}
`);

/** The relationship under the cursor as its hover names it: `Post.author`, `Post.author?` when it is only probable, empty when there is none. */
export function answer(code: string): string {
  const text = hoverText(service(code));
  const name = /relationship\) ([\w.]+)/.exec(text)?.[1] ?? '';
  return text.includes('**Probably**') ? `${name}?` : name;
}

/** How the hover says that it knows. */
export const reasons = (code: string): string => /(?:Receiver: |\*\*Probably\*\*, not for certain: )(.*)$/.exec(hoverText(service(code)))?.[1] ?? '';
