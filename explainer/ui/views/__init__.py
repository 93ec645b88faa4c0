"""What the pages show, computed: settings and pictures in, frames and sentences out."""
