using System.Numerics;
using System.Text.Json;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>Writes the parameters of <see cref="Eth"/>'s methods.</summary>
internal static class EthParameters
{
    /// <param name="json">The open array.</param>
    /// <param name="block">A tag or a hash.</param>
    public static void WriteBlock(Utf8JsonWriter json, string block)
    {
        json.WriteStringValue(block);

        // Hashes of the transactions are enough.
        json.WriteBooleanValue(false);
    }

    public static void WriteAccount(Utf8JsonWriter json, Address account, BlockTag tag)
    {
        json.WriteStringValue(account.ToString());
        json.WriteStringValue(tag.ToString());
    }

    public static void WriteCall(Utf8JsonWriter json, CallRequest call, BlockTag tag)
    {
        json.WriteStartObject();
        WriteOptional(json, "from", call.From);
        WriteOptional(json, "to", call.To);
        json.WriteString("data", Hex.Encode(call.Data.Span));
        json.WriteMember("value", call.Value);
        WriteOptional(json, "gas", call.Gas);
        WriteOptional(json, "maxFeePerGas", call.MaxFeePerGas);
        WriteOptional(json, "maxPriorityFeePerGas", call.MaxPriorityFeePerGas);
        json.WriteEndObject();
        json.WriteStringValue(tag.ToString());
    }

    public static void WriteFeeHistory(Utf8JsonWriter json, int blocks, BlockTag newest, IReadOnlyList<int> percentiles)
    {
        json.WriteQuantity(blocks);
        json.WriteStringValue(newest.ToString());
        json.WriteStartArray();
        foreach (var percentile in percentiles)
        {
            json.WriteNumberValue(percentile);
        }

        json.WriteEndArray();
    }

    public static void WriteFilter(Utf8JsonWriter json, LogFilter filter)
    {
        json.WriteStartObject();
        json.WriteString("fromBlock", filter.FromBlock.ToString());
        json.WriteString("toBlock", filter.ToBlock.ToString());
        if (filter.Addresses.Count > 0)
        {
            json.WritePropertyName("address");
            WriteTexts(json, filter.Addresses);
        }

        json.WriteStartArray("topics");
        foreach (var alternatives in filter.Topics)
        {
            if (alternatives.Count == 0)
            {
                json.WriteNullValue();
            }
            else
            {
                WriteTexts(json, alternatives);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTexts<T>(Utf8JsonWriter json, IReadOnlyList<T> values)
        where T : struct
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            json.WriteStringValue(value.ToString());
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, Address? value)
    {
        if (value is { } address)
        {
            json.WriteString(name, address.ToString());
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, BigInteger? value)
    {
        if (value is { } quantity)
        {
            json.WriteMember(name, quantity);
        }
    }
}
