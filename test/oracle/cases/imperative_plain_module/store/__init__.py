"""classes mapped by calls live in a module that says nothing of SQLAlchemy"""
