using System.Globalization;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>
/// Reads and writes the value forms of JSON-RPC (https://ethereum.org/developers/docs/apis/json-rpc/#conventions). Every other form
/// is refused.
/// </summary>
internal static class RpcJson
{
    private const int MaxQuantityDigits = 2 * UInt256.Size;

    public static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String
            ? element.GetString()!
            : throw new EthereumFormatException($"text belongs here, found {element.ValueKind}.");

    /// <summary>0x and 1 to 64 digits. Leading zeros are taken: some nodes write them, and they change nothing.</summary>
    public static BigInteger Quantity(JsonElement element)
    {
        var text = Text(element).AsSpan();
        if (!text.StartsWith(Hex.Prefix, StringComparison.Ordinal) || text.Length == 2 || text.Length > 2 + MaxQuantityDigits)
        {
            throw new EthereumFormatException("a quantity is 0x and 1 to 64 hexadecimal digits.");
        }

        // The leading 0 keeps the number positive: parsing takes the first bit for a sign.
        return BigInteger.TryParse($"0{text[2..]}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new EthereumFormatException("a quantity is 0x and 1 to 64 hexadecimal digits.");
    }

    public static ulong UInt64(JsonElement element) =>
        Quantity(element) is var value && value <= ulong.MaxValue
            ? (ulong)value
            : throw new EthereumFormatException("a quantity needs more than 64 bits.");

    public static byte[] Data(JsonElement element) => Hex.Decode(Text(element));

    /// <summary>A storage word: exactly 32 bytes, as a number.</summary>
    public static BigInteger Word(JsonElement element) => new(Hash(element).ToArray(), isUnsigned: true, isBigEndian: true);

    public static Hash256 Hash(JsonElement element) => Hash256.Parse(Text(element));

    public static Address Account(JsonElement element) => Address.Parse(Text(element));

    public static IReadOnlyList<T> List<T>(JsonElement element, Func<JsonElement, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new EthereumFormatException($"a list belongs here, found {element.ValueKind}.");
        }

        var list = new List<T>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            list.Add(read(item));
        }

        return list;
    }

    /// <summary>A member that must be there.</summary>
    public static T Member<T>(this JsonElement element, string name, Func<JsonElement, T> read)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new EthereumFormatException($"an object belongs here, found {element.ValueKind}.");
        }

        if (!element.TryGetProperty(name, out var member))
        {
            throw new EthereumFormatException($"'{name}' is missing.");
        }

        try
        {
            return read(member);
        }
        catch (EthereumFormatException e)
        {
            throw new EthereumFormatException($"'{name}': {e.Message}", e);
        }
    }

    /// <summary>Whether an optional member has a value: nodes leave it out or write null.</summary>
    public static bool Has(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null;

    public static T? OptionalMember<T>(this JsonElement element, string name, Func<JsonElement, T> read)
        where T : struct =>
        element.Has(name) ? element.Member(name, read) : null;

    public static void WriteQuantity(this Utf8JsonWriter json, BigInteger value)
    {
        var digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        json.WriteStringValue(digits.Length == 0 ? "0x0" : Hex.Prefix + digits);
    }

    public static void WriteMember(this Utf8JsonWriter json, string name, BigInteger value)
    {
        json.WritePropertyName(name);
        json.WriteQuantity(UInt256.Check(value, name));
    }
}
