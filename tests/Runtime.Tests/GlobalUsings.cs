global using OrleansSaga.Ownership;
global using OrleansSaga.Runtime.Embedded;
