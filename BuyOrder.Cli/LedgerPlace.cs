using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Storage.Settings;
using Microsoft.Extensions.Configuration;

namespace BuyOrder.Cli;

/// <summary>The tables of a ledger on an account: their prefix, and whether there are orders.</summary>
internal sealed record LedgerPlace(ITableStore Store, bool HasOrders)
{
    /// <summary>The emulator's published account, the same on every machine; it protects nothing.</summary>
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Looks at the account's tables.</summary>
    /// <exception cref="VerifyOptionsException">There is no ledger, or several and no prefix.</exception>
    /// <exception cref="TableUnavailableException">The account cannot be asked.</exception>
    public static async Task<LedgerPlace> FindAsync(VerifyOptions options, CancellationToken cancellation)
    {
        var storage = options.Tables is { } address ? StorageAt(address) : StorageOfSettings();
        var asked = options.Prefix ?? storage.TablePrefix;
        var names = await new AzureTableStore(storage with { TablePrefix = "" }).ListTablesAsync(cancellation);
        var prefixes = names
            .Where(name => name.EndsWith(LedgerKeys.Table, StringComparison.OrdinalIgnoreCase))
            .Select(name => name[..^LedgerKeys.Table.Length])
            .Where(prefix => !prefix.EndsWith("Rejected", StringComparison.OrdinalIgnoreCase))
            .ToArray();
        var isNamed = options.Prefix is not null || options.Tables is null;
        var chosen = isNamed || prefixes.Contains("")
            ? prefixes.FirstOrDefault(prefix => prefix.Equals(asked, StringComparison.OrdinalIgnoreCase))
                ?? throw new VerifyOptionsException($"There is no table {asked}{LedgerKeys.Table} at this address.")
            : Only(prefixes);
        return new LedgerPlace(
            new AzureTableStore(storage with { TablePrefix = chosen }),
            names.Contains(chosen + OrderKeys.Table, StringComparer.OrdinalIgnoreCase));
    }

    private static string Only(string[] prefixes) => prefixes switch
    {
        [] => throw new VerifyOptionsException($"There is no table {LedgerKeys.Table} at this address."),
        [var only] => only,
        _ => throw new VerifyOptionsException($"There are {prefixes.Length} ledgers at this address; choose one by --prefix: {string.Join(", ", prefixes.Take(20))}."),
    };

    private static StorageOptions StorageAt(Uri address)
    {
        if (address.Scheme == Uri.UriSchemeHttps)
            return new StorageOptions { ServiceUri = address };
        var url = address.AbsolutePath == "/" ? new Uri(address, EmulatorAccount) : address;
        return new StorageOptions
        {
            ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={EmulatorAccount};AccountKey={EmulatorKey};TableEndpoint={url.AbsoluteUri.TrimEnd('/')};",
        };
    }

    private static StorageOptions StorageOfSettings()
    {
        var reader = new SettingsReader(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        var storage = StorageSettings.Read(reader);
        return reader.Faults is [var fault, ..]
            ? throw new VerifyOptionsException($"Without --tables the settings must name the storage. Wrong setting: {fault}")
            : storage;
    }
}
