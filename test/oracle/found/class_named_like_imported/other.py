from base import Base, Node
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import relationship


class Node(Base):
    __tablename__ = "other_node"
    id = Column(Integer, primary_key=True)
    node_id = Column(ForeignKey(Node.id))
    node = relationship(Node, backref="others")
    same_id = Column(ForeignKey("other_node.id"))
    same = relationship(lambda: Node, foreign_keys=[same_id], remote_side=[id])
