"""Plain Python: what boxes, roles, lifecycles, masks and job kinds are. Imports only the standard library."""
