"""The lessons' experiments on the real workerd, through Miniflare."""
