using OrleansSaga.Silo;
using OrleansSaga.Silo.Demo;
using OrleansSaga.Silo.Import;
using OrleansSaga.Silo.Operations;

if (args.Contains(ImportArguments.Word))
    return await ImportCommand.RunAsync(args);
if (args.FirstOrDefault() == SiloCommand.Word)
    return await SiloCommand.RunAsync(args);

// Command words are taken out before configuration sees the arguments.
var command = CommandLine.Parse(args);
return command.Help ? ServerCommand.Help()
    : command.Fault is { } fault ? ServerCommand.Refuse(fault)
    : command.Demo ? await DemoCommand.RunAsync(command)
    : await ServerCommand.RunAsync(command.Configuration);
