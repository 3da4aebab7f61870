"""The English sentences, one module per area: ``SENTENCES`` maps a code to a ``str.format`` template."""
