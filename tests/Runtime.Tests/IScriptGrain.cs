namespace OrleansSaga.Runtime.Tests;

/// <summary>Runs what a test sends to it: arguments are passed by reference, so a delegate will do.</summary>
[Alias("test.script")]
public interface IScriptGrain : IGrainWithStringKey
{
    Task Run(Func<ScriptGrain, Task> script);

    Task<int> Ask(Func<ScriptGrain, Task<int>> script);

    [AlwaysInterleave]
    Task RunInterleaved(Func<ScriptGrain, Task> script);

    [OneWay]
    Task Tell(Func<ScriptGrain, Task> script);

    ValueTask RunAsValueTask(Func<ScriptGrain, Task> script);

    ValueTask<int> AskAsValueTask(Func<ScriptGrain, Task<int>> script);
}
