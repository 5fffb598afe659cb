using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Samples.Bank;

/// <summary>A bank that listens on a loopback port of this process.</summary>
public sealed class RunningBank : IAsyncDisposable
{
    internal const int MaxBodyBytes = 16 * 1024;

    private readonly WebApplication _app;

    private RunningBank(BankService service, WebApplication app)
    {
        Service = service;
        _app = app;
        BaseAddress = new Uri(app.Urls.First());
    }

    public BankService Service { get; }

    /// <summary>Where it listens, such as http://127.0.0.1:40123/.</summary>
    public Uri BaseAddress { get; }

    public BankFaults Faults => Service.Faults;

    /// <summary>Serves <paramref name="service"/>, and owns it from now on, also when the start fails.</summary>
    /// <param name="service">The bank.</param>
    /// <param name="port">The port on 127.0.0.1; 0 lets the system choose.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<RunningBank> StartAsync(BankService service, int port, CancellationToken cancellation = default)
    {
        // Empty: the bank lives inside other programs, whose settings and environment are none of its business.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, port);
        });

        var app = builder.Build();
        try
        {
            app.UseRouting();
            app.MapBank(service);
            await app.StartAsync(cancellation);
            return new RunningBank(service, app);
        }
        catch
        {
            await app.DisposeAsync();
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Cuts off the calls that are held, lets the others finish, closes the port and the books.</summary>
    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Service.DisposeAsync();
    }
}
