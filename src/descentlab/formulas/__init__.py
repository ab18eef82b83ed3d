"""From a text to a function with its exact derivatives, and to MathML."""
