"""The paper's experiments: its tables 2 to 7 and figure 7, each as rows of settings and lists run through rounds."""
