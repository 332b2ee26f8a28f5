"""in a class body a name means what it is there, not what the module binds it to further down"""
