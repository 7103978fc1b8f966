"""What paper, scanners, fax machines and telephones do to a page. Images are numpy arrays, RGB or grey, 0–255."""
