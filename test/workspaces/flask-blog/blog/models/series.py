from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.extensions import db

if TYPE_CHECKING:
    from blog.models.post import Post
    from blog.models.user import User


class Series(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str] = mapped_column(String(120))
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    summary: Mapped[str | None]

    posts: Mapped[list["Post"]] = relationship(back_populates="series", order_by="Post.id")
    editor: Mapped["User"] = relationship(backref="edited_series")

    @property
    def contributors(self) -> set["User"]:
        return {post.author for post in self.posts}
