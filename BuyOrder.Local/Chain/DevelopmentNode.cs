using System.Globalization;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Local.Chain;

/// <summary>What anvil does beyond the standard interface: it signs for its own accounts, sets balances and mines when told.</summary>
internal static class DevelopmentNode
{
    /// <summary>Accounts that the node signs for.</summary>
    public static RpcRequest<IReadOnlyList<Address>> Accounts { get; } = RpcRequest.Create<IReadOnlyList<Address>>(
        "eth_accounts",
        isRead: true,
        _ => { },
        json => json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray().Select(account => Address.Parse(account.GetString() ?? ""))]
            : throw new EthereumFormatException("A list of accounts belongs here."));

    /// <summary>Has the node sign and send a transaction; the result is its hash.</summary>
    public static RpcRequest<Hash256> SendTransaction(UnsignedTransaction transaction) => RpcRequest.Create(
        "eth_sendTransaction",
        isRead: false,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("from", transaction.From.ToString());
            if (transaction.To is { } to)
                json.WriteString("to", to.ToString());
            json.WriteString("nonce", Quantity(transaction.Nonce));
            json.WriteString("gas", Quantity(transaction.GasLimit));
            json.WriteString("data", Hex.Encode(transaction.Data));
            json.WriteEndObject();
        },
        json => Hash256.Parse(json.GetString() ?? ""));

    /// <param name="account">Whose balance.</param>
    /// <param name="balance">In wei.</param>
    public static RpcRequest<bool> SetBalance(Address account, BigInteger balance) => RpcRequest.Create(
        "anvil_setBalance",
        isRead: false,
        json =>
        {
            json.WriteStringValue(account.ToString());
            json.WriteStringValue(Quantity(balance));
        },
        _ => true);

    /// <summary>Mines blocks at once, the first with everything that waits.</summary>
    /// <param name="blocks">How many.</param>
    /// <param name="intervalSeconds">Between their times.</param>
    public static RpcRequest<bool> Mine(int blocks, int intervalSeconds) => RpcRequest.Create(
        "anvil_mine",
        isRead: false,
        json =>
        {
            json.WriteStringValue(Quantity(blocks));
            json.WriteStringValue(Quantity(intervalSeconds));
        },
        _ => true);

    private static string Quantity(BigInteger value) =>
        value.IsZero ? "0x0" : $"0x{value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0')}";
}
