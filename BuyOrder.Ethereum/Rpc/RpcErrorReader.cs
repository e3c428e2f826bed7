using System.Text.Json;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>Reads errors in the forms that nodes give them; what can't be read of one is left out, since an error it stays.</summary>
internal static class RpcErrorReader
{
    /// <summary>Longer messages are cut.</summary>
    private const int MaxMessageLength = 512;

    /// <summary>OpenEthereum's and its heirs' way to pass revert data on.</summary>
    private const string RevertedPrefix = "Reverted ";

    public static RpcError Read(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return new RpcError(0, "an error without a form");
        }

        return new RpcError(Code(error), ShownText.OneLine(Message(error), MaxMessageLength), error.TryGetProperty("data", out var data) ? RevertData(data) : null);
    }

    private static long Code(JsonElement error) =>
        error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt64(out var value) ? value : 0;

    private static string Message(JsonElement error) =>
        error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
            ? message.GetString()!
            : "an error without a message";

    private static ReadOnlyMemory<byte>? RevertData(JsonElement data)
    {
        // Some put the data in an object, next to the message or the transaction's hash.
        if (data.ValueKind == JsonValueKind.Object && data.TryGetProperty("data", out var inner))
        {
            data = inner;
        }

        if (data.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = data.GetString().AsSpan();
        if (text.StartsWith(RevertedPrefix, StringComparison.Ordinal))
        {
            text = text[RevertedPrefix.Length..];
        }

        return Hex.TryDecode(text, out var bytes) ? new ReadOnlyMemory<byte>(bytes) : null;
    }
}
