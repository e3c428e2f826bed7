using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BuyOrder.Local.ServiceBus;

namespace BuyOrder.Local;

/// <summary>The command line of the local run.</summary>
internal static class LocalCommandLine
{
    private const int DefaultPort = 7071;

    private const string Description = """
        BuyOrder.Local: the whole system on this machine. Starts table storage, a chain with Uniswap v2, queues and the function app,
        records a month of sample revenue, places one order and stays until Ctrl-C.

        .local/ in the current folder holds deployment.json and the logs. Everything listens on 127.0.0.1 only.

        BuyOrder.Local verify --tables URL … instead computes a revenue ledger again from its rows; verify --help says more.
        """;

    private const string SettingDescription = """
        a deployment setting of the app over this run's own, as often as needed; for instance three nodes:
        --set BuyOrder__RpcUrls=http://127.0.0.1:8545,http://127.0.0.1:8546,http://127.0.0.1:8547
        local.settings.sample.json lists all settings; any other name is refused
        """;

    /// <summary>The result either has errors, or is invoked to do what was asked for.</summary>
    /// <param name="arguments">A value follows its option or an equals sign.</param>
    /// <param name="run">Is given the options; its result is the exit code.</param>
    public static ParseResult Parse(IReadOnlyList<string> arguments, Func<LocalOptions, Task<int>> run)
    {
        var once = new Option<bool>("--once") { Description = "end after the order; the last line of output is one JSON object" };
        var noSamples = new Option<bool>("--no-samples") { Description = "no revenue and no order: an empty system that stays up" };
        var port = new Option<int>("--port")
        {
            HelpName = "N",
            Description = "the app's port, or the next free one",
            DefaultValueFactory = _ => DefaultPort,
            CustomParser = ReadPort,
        };
        var azurite = new Option<Uri?>("--azurite")
        {
            HelpName = "URL",
            Description = "use this Azurite's table service instead of a new one, with tables of its own",
            CustomParser = ReadUrl,
        };
        var rpc = new Option<Uri?>("--rpc")
        {
            HelpName = "URL",
            Description = "use this anvil instead of a new one, with contracts and a wallet of its own",
            CustomParser = ReadUrl,
        };
        var bus = new Option<BusConnection?>("--bus")
        {
            HelpName = "CONNECTION",
            Description = "use this Service Bus namespace, or emulator, with its queues revenue-events and buy-orders",
            CustomParser = ReadBus,
        };
        var settings = new Option<ImmutableDictionary<string, string>?>("--set")
        {
            HelpName = "NAME=VALUE",
            Description = SettingDescription,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = ReadSettings,
        };
        var fresh = new Option<bool>("--fresh") { Description = "accepted; every start is a fresh system" };
        var quiet = new Option<bool>("--quiet") { Description = "only the \"ready\" line, the JSON and what went wrong" };

        var command = new RootCommand(Description) { once, noSamples, port, azurite, rpc, bus, settings, fresh, quiet };
        command.Options.Remove(command.Options.OfType<VersionOption>().Single());
        command.Validators.Add(result =>
        {
            if (result.GetValue(once) && result.GetValue(noSamples))
                result.AddError("--once and --no-samples exclude each other: without revenue there is no order to end after.");
        });
        command.SetAction((parsed, _) => run(new LocalOptions
        {
            Once = parsed.GetValue(once),
            NoSamples = parsed.GetValue(noSamples),
            Port = parsed.GetValue(port),
            Azurite = parsed.GetValue(azurite),
            Rpc = parsed.GetValue(rpc),
            Bus = parsed.GetValue(bus),
            Settings = parsed.GetValue(settings) ?? LocalOptions.NoSettings,
            Quiet = parsed.GetValue(quiet),
        }));
        return command.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
    }

    private static int ReadPort(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue)
            return port;
        result.AddError($"--port {text}: a port is a number from 1 to {ushort.MaxValue}.");
        return 0;
    }

    private static Uri? ReadUrl(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
            return url;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} {text}: a URL begins with http:// or https:// and a host.");
        return null;
    }

    /// <summary>What is wrong is told without the value: it holds a key.</summary>
    private static BusConnection? ReadBus(ArgumentResult result)
    {
        if (BusConnection.TryParse(result.Tokens[0].Value, out var connection))
            return connection;
        result.AddError($"--bus: a connection string is {BusConnection.Form}.");
        return null;
    }

    /// <summary>The last of several values counts, and it may be empty: that is a setting which is not set.</summary>
    private static ImmutableDictionary<string, string> ReadSettings(ArgumentResult result)
    {
        var settings = LocalOptions.NoSettings;
        foreach (var token in result.Tokens)
        {
            var parts = token.Value.Split('=', 2);
            var name = parts[0].Trim();
            if (parts.Length == 2 && name.Length > 0)
                settings = settings.Remove(name).Add(name, parts[1]);
            else
                result.AddError($"--set {parts[0]}: a setting is given as NAME=VALUE.");
        }
        return settings;
    }
}
