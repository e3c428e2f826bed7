using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Cli;

/// <summary>The options of <see cref="VerifyCommand"/>.</summary>
/// <param name="Tables">Address of the table service; null: that of the app's settings.</param>
/// <param name="Prefix">Before the tables' names; null: the one there is.</param>
/// <param name="Json">The result as one JSON object.</param>
/// <param name="Roots">Folder of the archived roots; null: they are not looked at.</param>
/// <param name="Chain">The chain to compare with; null: it is not asked.</param>
internal sealed record VerifyOptions(Uri? Tables, string? Prefix, bool Json, DirectoryInfo? Roots, VerifyOptions.ChainPart? Chain)
{
    /// <summary>As many nodes as the app may have.</summary>
    private const int MaxRpcUrls = 10;

    private static readonly Option<Uri?> TablesOption = new("--tables")
    {
        HelpName = "URL",
        Description = """
            the table service: https://ACCOUNT.table.core.windows.net with your own identity, or an emulator's
            http://127.0.0.1:10002/devstoreaccount1; without it, the storage that BuyOrder__Storage__… names
            """,
        CustomParser = result => Url(result, isSecret: false)[0],
    };

    private static readonly Option<string?> PrefixOption = new("--prefix")
    {
        HelpName = "TEXT",
        Description = "what the tables' names begin with, where several ledgers share the account",
        CustomParser = ReadPrefix,
    };

    private static readonly Option<Uri?[]> RpcOption = new("--rpc")
    {
        HelpName = "URL",
        Description = $"""
            a node of the chain, up to {MaxRpcUrls} times; more than half of them must agree: then every final outflow of stablecoin
            from the wallets is compared with the orders, from the first order on, and every purchase with its outflow
            """,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ReadNodes,
    };

    private static readonly Option<long?> ChainIdOption = new("--chain-id")
    {
        HelpName = "N",
        Description = "the chain's number, with --rpc",
        CustomParser = ReadChainId,
    };

    private static readonly Option<Address?> StablecoinOption = new("--stablecoin")
    {
        HelpName = "0x…",
        Description = "what the orders pay with, with --rpc",
        CustomParser = ReadStablecoin,
    };

    private static readonly Option<DirectoryInfo?> RootsOption = new("--roots")
    {
        HelpName = "FOLDER",
        Description = "daily roots from their container, a file for each day: the ledger must have passed through every one of them",
    };

    private static readonly Option<bool> JsonOption = new("--json") { Description = "the result as one JSON object, in the last line" };

    public static IEnumerable<Option> All => [TablesOption, PrefixOption, RpcOption, ChainIdOption, StablecoinOption, RootsOption, JsonOption];

    /// <param name="parsed">Without errors.</param>
    /// <exception cref="VerifyOptionsException">Only a part of the chain is named: half a question has no answer.</exception>
    public static VerifyOptions Of(ParseResult parsed)
    {
        var nodes = parsed.GetValue(RpcOption) is { Length: > 0 } given ? given : null;
        var chainId = parsed.GetValue(ChainIdOption);
        var stablecoin = parsed.GetValue(StablecoinOption);
        var chain = (nodes, chainId, stablecoin) switch
        {
            (null, null, null) => null,
            ({ } urls, { } id, { } coin) => new ChainPart([.. urls.OfType<Uri>()], id, coin),
            _ => throw new VerifyOptionsException("To ask the chain takes --rpc, --chain-id and --stablecoin together."),
        };
        return new VerifyOptions(parsed.GetValue(TablesOption), parsed.GetValue(PrefixOption), parsed.GetValue(JsonOption), parsed.GetValue(RootsOption), chain);
    }

    /// <summary>Addresses of nodes contain keys and are never shown.</summary>
    private static Uri?[] Url(ArgumentResult result, bool isSecret)
    {
        var urls = result.Tokens.Select(token => Uri.TryCreate(token.Value, UriKind.Absolute, out var url) ? url : null).ToArray();
        var wrong = Array.FindIndex(urls, url => url?.Scheme != Uri.UriSchemeHttp && url?.Scheme != Uri.UriSchemeHttps);
        if (wrong >= 0)
            result.AddError($"{Name(result)}{(isSecret ? "" : " " + result.Tokens[wrong].Value)}: a URL begins with http:// or https:// and a host.");
        return urls;
    }

    private static Uri?[] ReadNodes(ArgumentResult result)
    {
        var nodes = Url(result, isSecret: true);
        if (nodes.Length > MaxRpcUrls || nodes.Distinct().Count() < nodes.Length)
            result.AddError($"{Name(result)}: up to {MaxRpcUrls} different nodes.");
        return nodes;
    }

    private static string? ReadPrefix(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length > 0 && (!char.IsAsciiLetter(text[0]) || !text.All(char.IsAsciiLetterOrDigit)))
            result.AddError($"{Name(result)} {SettingFault.Shown(text)}: letters and digits, first a letter.");
        return text;
    }

    private static long? ReadChainId(ArgumentResult result)
    {
        if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            return number;
        result.AddError($"{Name(result)} {result.Tokens[0].Value}: a whole number from 1.");
        return null;
    }

    private static Address? ReadStablecoin(ArgumentResult result)
    {
        if (Address.TryParse(result.Tokens[0].Value, out var address) && address != Address.Zero)
            return address;
        result.AddError($"{Name(result)} {result.Tokens[0].Value}: 0x and 40 hexadecimal digits.");
        return null;
    }

    private static string Name(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;

    /// <param name="RpcUrls">Its nodes.</param>
    /// <param name="ChainId">Its EIP-155 number.</param>
    /// <param name="Stablecoin">What the orders pay with.</param>
    internal sealed record ChainPart(IReadOnlyList<Uri> RpcUrls, long ChainId, Address Stablecoin);
}

/// <summary>The command cannot be carried out as it was given; the message is one line for its user.</summary>
internal sealed class VerifyOptionsException(string message) : Exception(message);
