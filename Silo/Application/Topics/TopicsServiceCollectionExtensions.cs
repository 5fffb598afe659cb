using Microsoft.Extensions.Options;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>Puts topics into a host.</summary>
internal static class TopicsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ITopics"/>; needs a key-value store and the engine's options among the services.</summary>
    public static IServiceCollection AddTopics(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSingleton<IValidateOptions<TopicOptions>, TopicOptionsValidator>();
        services.AddOptions<TopicOptions>().Bind(configuration.GetSection(TopicOptions.Section)).ValidateOnStart();
        services.AddSingleton<TopicInstruments>();
        services.AddSingleton<ITopics, Topics>();
        return services;
    }
}
