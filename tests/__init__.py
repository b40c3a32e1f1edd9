"""Is the code right?"""
