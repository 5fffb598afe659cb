global using OrleansSaga.Runtime.Embedded;
