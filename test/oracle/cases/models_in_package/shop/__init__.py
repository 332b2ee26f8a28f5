"""models of one package in several modules; the target is named by a string in one and imported by the other"""
