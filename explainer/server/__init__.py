"""What serves the app beside the pages: the front door, routes, memory, files for visitors' devices."""
