"""Parts of single pages that are too large for the page's own script: results in, rows and sentences out."""
