"""The API server: stores what people draw, decides what may happen, and hands heavy work to the workers."""
