namespace OrleansSaga.Silo.Demo;
internal static class DemoCommand
{
    public static Task<int> RunAsync(CommandLine command) => Task.FromResult(command.Demo ? 1 : 0);
}
