using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.Metadata;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Hosting;

/// <summary>The directory of branch grains: who came first stays, and only its own end removes it.</summary>
public sealed class OrleansBranchDirectoryTests
{
    private static readonly GrainId Branch = GrainId.Create("branch", "4:g1:0:1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Register_OfASecondActivation_IsToldOfTheFirst()
    {
        IGrainDirectory directory = new OrleansBranchDirectory();
        var first = Activation();

        Assert.Equal(first, await directory.Register(first, null, Cancel));
        Assert.Equal(first, await directory.Register(Activation(), null, Cancel));
        Assert.Equal(first, await directory.Lookup(Branch, Cancel));
    }

    [Fact]
    public async Task Register_InPlaceOfAnother_ReplacesThatOneOnly()
    {
        IGrainDirectory directory = new OrleansBranchDirectory();
        var (first, second) = (Activation(), Activation());
        await directory.Register(first, null, Cancel);

        Assert.Equal(first, await directory.Register(second, Activation(), Cancel));
        Assert.Equal(second, await directory.Register(second, first, Cancel));
    }

    [Fact]
    public async Task Unregister_OfAnotherActivation_LeavesTheEntry()
    {
        IGrainDirectory directory = new OrleansBranchDirectory();
        var first = Activation();
        await directory.Register(first, null, Cancel);

        await directory.Unregister(Activation(), Cancel);
        Assert.Equal(first, await directory.Lookup(Branch, Cancel));

        await directory.Unregister(first, Cancel);
        Assert.Null(await directory.Lookup(Branch, Cancel));
    }

    [Fact]
    public async Task Silo_AsksItForBranchGrainsOnly()
    {
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        var manifest = silo.App.Services.GetRequiredService<IClusterManifestProvider>().LocalGrainManifest;

        var here = manifest.Grains.Where(grain => grain.Value.Properties.GetValueOrDefault(WellKnownGrainTypeProperties.GrainDirectory) == OrleansBranchDirectory.Name);

        var branch = silo.App.Services.GetRequiredService<IGrainFactory>().GetGrain<IBranchGrain>("x").GetGrainId().Type;
        Assert.Equal(branch, Assert.Single(here).Key);
    }

    private static GrainAddress Activation() => new()
    {
        GrainId = Branch,
        ActivationId = ActivationId.NewId(),
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 1, 1),
    };
}
