"""The compiled half of the density engine (numba). Imported by ``build`` only, never by the web process.

Every room is self-contained: numba's disk cache of a function is not renewed when a function
that it calls changes in *another* file, so compiled rooms do not call one another.
"""
