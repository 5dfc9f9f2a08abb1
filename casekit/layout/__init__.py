"""Where everything stands in a picture, before anything is drawn."""
