using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace BuyOrder.Testing.StandIns;

/// <summary>The keys of a vault and what it answers about them: real keys, that sign and are never told.</summary>
/// <remarks>
/// https://learn.microsoft.com/rest/api/keyvault/keys/get-key/get-key, https://learn.microsoft.com/rest/api/keyvault/keys/sign/sign.
/// </remarks>
internal sealed class VaultKeys(string vault) : IDisposable
{
    public const string Secp256k1 = "1.3.132.0.10";

    private readonly ConcurrentDictionary<string, VaultKey> keys = new();

    /// <summary>Changes every answer before it is sent: a vault that misbehaves.</summary>
    public Action<JsonObject>? Spoil { get; set; }

    /// <summary>Makes a key, or a new version of one.</summary>
    public VaultKey Create(string name, string curve = Secp256k1, byte[]? privateKey = null)
    {
        var key = new VaultKey(name, Pair(ECCurve.CreateFromValue(curve), privateKey))
        {
            Curve = curve switch { Secp256k1 => "P-256K", "1.2.840.10045.3.1.7" => "P-256", _ => "P-521" },
        };
        keys[$"{name}/{key.Version}"] = key;
        return key;
    }

    /// <summary>What the vault answers to a call; the path begins behind <c>/keys</c>.</summary>
    public (int Status, JsonObject Body) Answer(string method, string[] path, JsonObject? body)
    {
        if (path is not [var name, var version, ..] || !keys.TryGetValue($"{name}/{version}", out var key) || key.IsDeleted)
            return Error(404, "KeyNotFound", "A key with this name and version was not found in this key vault.");
        var answer = (method, path[2..]) switch
        {
            ("GET", []) => (200, Bundle(key)),
            ("POST", ["sign"]) => Sign(key, body),
            _ => Error(400, "BadParameter", "There is no such operation."),
        };
        if (answer.Item1 == 200)
            Spoil?.Invoke(answer.Item2);
        return answer;
    }

    public void Dispose()
    {
        foreach (var key in keys.Values)
            key.Pair.Dispose();
    }

    private static ECDsa Pair(ECCurve curve, byte[]? privateKey) =>
        privateKey is null ? ECDsa.Create(curve) : ECDsa.Create(new ECParameters { Curve = curve, D = privateKey });

    private (int Status, JsonObject Body) Sign(VaultKey key, JsonObject? body)
    {
        if (!key.IsEnabled)
            return Error(403, "Forbidden", "Operation sign is not allowed on a disabled key.", "KeyDisabled");
        if (key.ExpiresOn <= key.Now())
            return Error(403, "Forbidden", "Operation sign is not allowed on an expired key.", "KeyExpired");
        if (key.NotBefore > key.Now())
            return Error(403, "Forbidden", "Operation sign is not allowed on a key that is not valid yet.", "KeyNotYetValid");
        if (!key.Operations.Contains("sign"))
            return Error(403, "Forbidden", "Operation sign is not permitted on this key.", "KeyOperationForbidden");
        if (body?["alg"]?.GetValue<string>() != "ES256K" || key.Curve != "P-256K")
            return Error(400, "BadParameter", "The algorithm does not fit the key.");
        var hash = Base64Url.DecodeFromChars(body["value"]!.GetValue<string>());
        if (hash.Length != 32)
            return Error(400, "BadParameter", "Invalid length of 'value'.");
        return (200, new JsonObject
        {
            ["kid"] = IdOf(key),
            ["value"] = Base64Url.EncodeToString(key.Pair.SignHash(hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)),
        });
    }

    private JsonObject Bundle(VaultKey key)
    {
        var attributes = new JsonObject { ["enabled"] = key.IsEnabled, ["created"] = 1_700_000_000, ["updated"] = 1_700_000_000 };
        if (key.NotBefore is { } notBefore)
            attributes["nbf"] = notBefore.ToUnixTimeSeconds();
        if (key.ExpiresOn is { } expires)
            attributes["exp"] = expires.ToUnixTimeSeconds();
        var point = key.Pair.ExportParameters(includePrivateParameters: false).Q;
        var size = key.Curve == "P-521" ? 66 : 32;
        return new JsonObject
        {
            ["key"] = new JsonObject
            {
                ["kid"] = IdOf(key),
                ["kty"] = "EC",
                ["key_ops"] = new JsonArray([.. key.Operations.Select(each => JsonValue.Create(each))]),
                ["crv"] = key.Curve,
                ["x"] = Base64Url.EncodeToString(Padded(point.X!, size)),
                ["y"] = Base64Url.EncodeToString(Padded(point.Y!, size)),
            },
            ["attributes"] = attributes,
            ["tags"] = new JsonObject(),
        };
    }

    private string IdOf(VaultKey key) => $"{vault}keys/{key.Name}/{key.Version}";

    private static byte[] Padded(byte[] coordinate, int size) => [.. new byte[size - coordinate.Length], .. coordinate];

    private static (int Status, JsonObject Body) Error(int status, string code, string message, string? inner = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (inner is not null)
            error["innererror"] = new JsonObject { ["code"] = inner };
        return (status, new JsonObject { ["error"] = error });
    }
}

/// <summary>One version of a key, and what may be changed of it from outside.</summary>
internal sealed class VaultKey(string name, ECDsa pair)
{
    public string Name => name;

    public ECDsa Pair => pair;

    public string Version { get; } = Guid.NewGuid().ToString("N");

    public required string Curve { get; init; }

    public bool IsEnabled { get; set; } = true;

    public bool IsDeleted { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? ExpiresOn { get; set; }

    /// <summary>The vault's clock.</summary>
    public Func<DateTimeOffset> Now { get; set; } = () => DateTimeOffset.UtcNow;

    public IReadOnlyList<string> Operations { get; set; } = ["sign", "verify"];
}
