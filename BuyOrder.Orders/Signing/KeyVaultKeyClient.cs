using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Orders.Signing;

/// <summary>
/// The two calls to a Key Vault that signing needs, over Azure.Core's pipeline: read the public half of a key version, and sign a hash with it.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/rest/api/keyvault/keys/get-key/get-key, https://learn.microsoft.com/rest/api/keyvault/keys/sign/sign,
/// https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses.
/// </remarks>
internal sealed class KeyVaultKeyClient
{
    /// <summary>All tries of one call together.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    private const string ApiVersion = "7.4";

    /// <summary>ECDSA over secp256k1; it signs a finished hash and does not ask which function made it.</summary>
    private const string Algorithm = "ES256K";

    /// <summary>Far more than any answer to these calls.</summary>
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly HttpPipeline pipeline;

    private KeyVaultKeyClient(Uri vaultUri, HttpPipeline pipeline) => (VaultUri, this.pipeline) = (vaultUri, pipeline);

    public Uri VaultUri { get; }

    public static KeyVaultKeyClient Create(Uri vaultUri, TokenCredential credential, KeyVaultKeyClientOptions options) =>
        new(vaultUri, HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, ScopeOf(vaultUri))));

    /// <summary>The identifier of a version: the key id that orders are pinned to.</summary>
    public string IdOf(string name, string version) => new Uri(VaultUri, $"keys/{name}/{version}").AbsoluteUri;

    /// <exception cref="SignerUnavailableException">There is no answer, or it is an error or malformed; its trouble says which.</exception>
    public Task<KeyVaultKeyAnswer> GetAsync(string keyId, CancellationToken cancellation) =>
        AskAsync(keyId, RequestMethod.Get, "", null, KeyVaultKeyAnswer.Read, cancellation);

    /// <returns>r and s, as the vault gave them; whether they are a signature is not known yet.</returns>
    /// <exception cref="SignerUnavailableException">There is no answer, or it is an error or malformed; its trouble says which.</exception>
    public Task<byte[]> SignAsync(string keyId, Hash256 hash, CancellationToken cancellation)
    {
        var body = new JsonObject { ["alg"] = Algorithm, ["value"] = Base64Url.EncodeToString(hash.ToArray()) };
        return AskAsync(keyId, RequestMethod.Post, "/sign", body, KeyVaultKeyAnswer.ReadSignature, cancellation);
    }

    /// <summary>A token for the domain that the vault is in is worth nothing to any host outside of it.</summary>
    private static string ScopeOf(Uri vaultUri) => $"https://{vaultUri.Host[(vaultUri.Host.IndexOf('.', StringComparison.Ordinal) + 1)..]}/.default";

    private Task<T> AskAsync<T>(
        string keyId, RequestMethod method, string operation, JsonObject? body, Func<string, JsonObject, T> read, CancellationToken cancellation) =>
        VaultCall.AskAsync(
            $"key {keyId}",
            CallTimeout,
            async budget =>
            {
                using var message = pipeline.CreateMessage();
                message.Request.Method = method;
                message.Request.Uri.Reset(new Uri($"{keyId}{operation}?api-version={ApiVersion}"));
                message.Request.Headers.Add("Accept", "application/json");
                if (body is not null)
                {
                    message.Request.Headers.Add("Content-Type", "application/json");
                    message.Request.Content = RequestContent.Create(BinaryData.FromString(body.ToJsonString()));
                }

                await pipeline.SendAsync(message, budget);
                var answer = message.Response;
                var json = Parse(answer);
                if (answer.Status != 200)
                    throw ErrorOf(keyId, answer, json);
                return read(keyId, json ?? throw KeyVaultKeyAnswer.Malformed(keyId, "the answer is no JSON object"));
            },
            cancellation);

    private static JsonObject? Parse(Response answer)
    {
        try
        {
            var content = answer.Content.ToMemory();
            return content.Length <= MaxAnswerBytes ? JsonNode.Parse(content.Span) as JsonObject : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>The service's words for an error are its code and, where it has one, a closer inner code.</summary>
    private static SignerUnavailableException ErrorOf(string keyId, Response answer, JsonObject? json)
    {
        var error = json?["error"] as JsonObject;
        var code = KeyVaultKeyAnswer.Word(error?["code"]);
        var inner = KeyVaultKeyAnswer.Word((error?["innererror"] as JsonObject)?["code"]);
        var trouble = TroubleOf(answer.Status, inner ?? code);
        var status = string.Create(CultureInfo.InvariantCulture, $"status {answer.Status}");
        var words = string.Join(' ', new[] { status, code, inner }.OfType<string>());
        var advice = Advice(trouble);
        return new SignerUnavailableException($"key {keyId}: {words}{(advice.Length == 0 ? "" : $": {advice}")}.") { Trouble = trouble };
    }

    private static SignerTrouble TroubleOf(int status, string? code) => code switch
    {
        "KeyDisabled" => SignerTrouble.Disabled,
        "KeyExpired" => SignerTrouble.Expired,
        "KeyNotYetValid" => SignerTrouble.NotYetInForce,
        "KeyOperationForbidden" or "OperationNotAllowed" => SignerTrouble.MayNotSign,
        "ObjectIsDeletedButRecoverable" or "KeyDeleted" => SignerTrouble.Deleted,
        _ => status switch
        {
            401 => SignerTrouble.NotAuthenticated,
            403 => SignerTrouble.Forbidden,
            404 => SignerTrouble.NotFound,
            429 => SignerTrouble.Throttled,
            >= 500 => SignerTrouble.VaultFailed,
            _ => SignerTrouble.UnexpectedStatus,
        },
    };

    private static string Advice(SignerTrouble trouble) => trouble switch
    {
        SignerTrouble.NotAuthenticated => "the vault does not take the app's token; check the identity and the vault's tenant",
        SignerTrouble.Forbidden => "the identity needs the right to read this key and to sign with it, from a network that the vault admits",
        SignerTrouble.NotFound =>
            $"check {SignerOptions.VaultUriSetting}, {SignerOptions.KeyNameSetting} and {SignerOptions.KeyVersionSetting}; a deleted key has to be recovered first",
        SignerTrouble.Deleted => "the key is deleted and has to be recovered",
        SignerTrouble.Disabled => "the key is disabled",
        SignerTrouble.Expired => "the key has expired",
        SignerTrouble.NotYetInForce => "the key is not in force yet",
        SignerTrouble.MayNotSign => "the key's operations have to name sign",
        _ => "",
    };
}

/// <summary>How calls to the keys of a vault are tried again, over which connections, and what of them is logged.</summary>
internal sealed class KeyVaultKeyClientOptions : ClientOptions;
