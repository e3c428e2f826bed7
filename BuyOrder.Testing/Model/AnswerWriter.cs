using System.Globalization;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Testing.Model;

/// <summary>Writes the values of JSON-RPC answers. What returns a refusal returns null: there is none.</summary>
internal abstract class AnswerWriter(Utf8JsonWriter json)
{
    private static readonly string Topic = Erc20.Transfer.Topic.ToString();

    protected RpcError? Quantity(BigInteger value) => Text(Hexadecimal(value));

    protected void Quantity(string name, BigInteger value) => json.WriteString(name, Hexadecimal(value));

    private static string Hexadecimal(BigInteger value) => value <= long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"0x{(long)value:x}")
        : "0x" + value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');

    protected RpcError? Text(string text)
    {
        json.WriteStringValue(text);
        return null;
    }

    protected RpcError? Null()
    {
        json.WriteNullValue();
        return null;
    }

    /// <summary>A transfer, as the event of its token.</summary>
    protected void Log(ModelBlock block, string blockHash, Hash256 hash, Address token, string from, string to, BigInteger amount, int index)
    {
        json.WriteStartObject();
        json.WriteString("address", token.ToString());
        json.WriteStartArray("topics");
        json.WriteStringValue(Topic);
        json.WriteStringValue(from);
        json.WriteStringValue(to);
        json.WriteEndArray();
        json.WriteString("data", "0x" + ModelContracts.Word(amount));
        Quantity("blockNumber", block.Number);
        json.WriteString("blockHash", blockHash);
        json.WriteString("transactionHash", hash.ToString());
        Quantity("logIndex", index);
        json.WriteEndObject();
    }
}
