using System.Buffers.Text;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Orders.Signing;

/// <summary>What a vault tells of a key version that Ethereum's signatures can be made with.</summary>
/// <param name="Address">Of its public key.</param>
/// <param name="IsEnabled">Whether it is switched on.</param>
/// <param name="NotBefore">When its time begins; null: always.</param>
/// <param name="ExpiresOn">When its time is over; null: never.</param>
internal sealed record KeyVaultKeyAnswer(Address Address, bool IsEnabled, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresOn)
{
    /// <summary>Reads a key bundle.</summary>
    /// <exception cref="SignerUnavailableException">It is malformed, of another version, or of a key that does not fit.</exception>
    public static KeyVaultKeyAnswer Read(string keyId, JsonObject answer)
    {
        var key = answer["key"] as JsonObject ?? throw Malformed(keyId, "the answer has no key");
        RequireSameVersion(keyId, key["kid"]);
        if (Word(key["kty"]) is not ("EC" or "EC-HSM"))
            throw Unfit(SignerTrouble.WrongKeyType, keyId, $"its type is {Word(key["kty"]) ?? "not told"}; it has to be EC or EC-HSM, on the curve P-256K");
        if (Word(key["crv"]) is not "P-256K")
            throw Unfit(SignerTrouble.WrongCurve, keyId, $"its curve is {Word(key["crv"]) ?? "not told"}; it has to be P-256K");
        if (key["key_ops"] is { } operations && (operations as JsonArray)?.Any(each => Word(each) == "sign") != true)
            throw Unfit(SignerTrouble.MayNotSign, keyId, "its operations have to name sign");
        byte[] point = [.. Coordinate(keyId, key, "x"), .. Coordinate(keyId, key, "y")];
        var attributes = answer["attributes"] as JsonObject ?? throw Malformed(keyId, "the answer has no attributes");
        return new KeyVaultKeyAnswer(
            Address.FromPublicKey(point),
            Flag(attributes["enabled"]) ?? throw Malformed(keyId, "the answer does not tell whether the key is enabled"),
            Moment(keyId, attributes, "nbf"),
            Moment(keyId, attributes, "exp"));
    }

    /// <summary>Reads the result of a signature.</summary>
    /// <returns>r and s, 64 bytes.</returns>
    /// <exception cref="SignerUnavailableException">It is malformed, or of another version.</exception>
    public static byte[] ReadSignature(string keyId, JsonObject answer)
    {
        RequireSameVersion(keyId, answer["kid"]);
        return Bytes(answer["value"]) is { Length: 2 * Secp256k1.FieldSize } signature
            ? signature
            : throw Malformed(keyId, $"the answer has no signature of {2 * Secp256k1.FieldSize} bytes");
    }

    public static SignerUnavailableException Malformed(string keyId, string what) => Unfit(SignerTrouble.Malformed, keyId, what);

    public static SignerUnavailableException Unfit(SignerTrouble trouble, string keyId, string what) =>
        new($"key {keyId}: {what}.") { Trouble = trouble };

    /// <summary>A short text of letters, digits, hyphens and the like; null for anything else, so that no answer writes into the log what it likes.</summary>
    public static string? Word(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length is > 0 and <= 64 && text.All(char.IsAscii) && !text.Any(char.IsControl)
            ? text
            : null;

    private static void RequireSameVersion(string keyId, JsonNode? kid)
    {
        if (kid is not JsonValue value || !value.TryGetValue<string>(out var told))
            throw Malformed(keyId, "the answer does not tell which key it is of");
        if (told != keyId)
            throw Unfit(SignerTrouble.OtherVersion, keyId, $"the vault answered for {Domain.SettingFault.Shown(told)}; {SignerOptions.KeyVersionSetting} names the version that signs");
    }

    private static byte[] Coordinate(string keyId, JsonObject key, string name) =>
        Bytes(key[name]) is { Length: Secp256k1.FieldSize } bytes
            ? bytes
            : throw Malformed(keyId, $"its public key has no {name} of {Secp256k1.FieldSize} bytes");

    private static byte[]? Bytes(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue<string>(out var text) ? Base64Url.DecodeFromChars(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool? Flag(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    private static DateTimeOffset? Moment(string keyId, JsonObject attributes, string name)
    {
        if (attributes[name] is not { } node)
            return null;
        return node is JsonValue value && value.TryGetValue<long>(out var seconds)
            && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw Malformed(keyId, $"{name} is no time in seconds");
    }
}
