class Writer:
    pass


class Post:
    pass
