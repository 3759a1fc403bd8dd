"""The same form in other frameworks, each as its documentation advises."""
