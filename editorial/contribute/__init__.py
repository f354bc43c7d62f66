"""The contributor's room: guidelines, writing, status, proof. One file a page."""
