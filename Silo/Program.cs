using OrleansSaga.Silo;
using OrleansSaga.Silo.Demo;
using OrleansSaga.Silo.Import;

if (args.Contains(ImportArguments.Word))
    return await ImportCommand.RunAsync(args);

// Command words are taken out before configuration sees the arguments.
var command = CommandLine.Parse(args);
return command.Fault is { } fault ? ServerCommand.Refuse(fault)
    : command.Demo ? await DemoCommand.RunAsync(command)
    : await ServerCommand.RunAsync(command.Configuration);
