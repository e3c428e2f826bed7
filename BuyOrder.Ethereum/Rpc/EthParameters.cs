using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;

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
        WriteTag(json, tag);
    }

    public static void WriteCall(Utf8JsonWriter json, CallRequest call, BlockTag tag)
    {
        WriteCall(json, call);
        WriteTag(json, tag);
    }

    public static void WriteStorage(Utf8JsonWriter json, Address account, Hash256 slot, BlockTag tag)
    {
        json.WriteStringValue(account.ToString());
        json.WriteStringValue(slot.ToString());
        WriteTag(json, tag);
    }

    /// <summary>The parameter that puts code in the place of what an account has (geth's state override set).</summary>
    public static void WriteCode(Utf8JsonWriter json, Address account, ReadOnlyMemory<byte> code)
    {
        json.WriteStartObject();
        json.WriteStartObject(account.ToString());
        json.WriteString("code", Hex.Encode(code.Span));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>One block with one call, after code was put in the place of what an account has.</summary>
    public static void WriteSimulation(Utf8JsonWriter json, CallRequest call, Address account, ReadOnlyMemory<byte> code, BlockTag tag)
    {
        json.WriteStartObject();
        json.WriteStartArray("blockStateCalls");
        json.WriteStartObject();
        json.WritePropertyName("stateOverrides");
        WriteCode(json, account, code);
        json.WriteStartArray("calls");
        WriteCall(json, call);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        WriteTag(json, tag);
    }

    private static void WriteCall(Utf8JsonWriter json, CallRequest call)
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
    }

    private static void WriteTag(Utf8JsonWriter json, BlockTag tag)
    {
        if (!tag.IsHash)
        {
            json.WriteStringValue(tag.ToString());
            return;
        }

        json.WriteStartObject();
        json.WriteString("blockHash", tag.ToString());
        json.WriteEndObject();
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
        if (filter.InBlock is { } block)
        {
            json.WriteString("blockHash", block.ToString());
        }
        else
        {
            json.WriteString("fromBlock", filter.FromBlock.ToString());
            json.WriteString("toBlock", filter.ToBlock.ToString());
        }

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
