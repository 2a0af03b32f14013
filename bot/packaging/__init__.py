"""The Teams app package: manifest, translations and icons, built from settings and from the words of knowledge/app.yaml."""
