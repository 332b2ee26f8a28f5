"""What the blog does, as functions over the models."""
