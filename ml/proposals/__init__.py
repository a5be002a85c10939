"""Proposals: masks made from a picture and its boxes without any network (paper section 3.1)."""
