# The server. docs/operations/containers.md says how to run it.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG ACTOR_RUNTIME=Embedded
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish Silo -c Release -p:ActorRuntime=$ACTOR_RUNTIME -p:UseAppHost=false -o /out && mkdir /out/data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /out .
# The only folder that is written to, and by SQLite alone.
COPY --from=build --chown=1654:1654 /out/data data
VOLUME /app/data
# No socket for diagnostics in /tmp, and no port of the base image's: OrleansSaga:Api says where to listen.
ENV DOTNET_EnableDiagnostics=0 ASPNETCORE_HTTP_PORTS=
EXPOSE 36789 36790 36791
USER 1654:1654
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["dotnet", "OrleansSaga.Silo.dll", "silo", "healthy"]
ENTRYPOINT ["dotnet", "OrleansSaga.Silo.dll"]
