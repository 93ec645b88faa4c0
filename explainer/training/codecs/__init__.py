"""How a codec is trained: from which pictures, against which losses."""
