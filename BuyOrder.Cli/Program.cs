using BuyOrder.Cli;

if (args is [VerifyCommand.Name, .. var options])
    return await VerifyCommand.RunAsync(options, Console.Out, Console.Error);

await Console.Error.WriteLineAsync(VerifyOptions.Usage);
return args is ["--help" or "-h"] ? VerifyCommand.Clean : VerifyCommand.NotTold;
