using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using BuyOrder.Storage.Azure;

namespace BuyOrder.Orders.Signing;

/// <summary>Makes the signers that the settings ask for.</summary>
internal static class SignerSetup
{
    private const int MaxRetries = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);

    /// <param name="options">Validated.</param>
    /// <param name="chainId">The configured chain.</param>
    /// <param name="clock">Tells when a key version is old.</param>
    /// <param name="loggers">Where the signers log.</param>
    public static ISigners Create(SignerOptions options, ulong chainId, TimeProvider clock, ILoggerFactory loggers) =>
        options.ParsedKind switch
        {
            SignerKind.KeyVaultSecret => new KeyVaultSecretSigners(
                new SecretClient(new Uri(options.VaultUri!), AzureIdentity.Create(options.ManagedIdentityClientId), NewClientOptions()),
                options.SecretName!,
                clock,
                loggers.CreateLogger<KeyVaultSecretSigners>()),
            SignerKind.Development => new DevelopmentSigners(options.PrivateKey!, chainId),
            _ => throw new ArgumentException("The signer's options have not been validated.", nameof(options)),
        };

    /// <summary>
    /// Retries of 408, 429, 5xx and lost connections with growing, jittered delays; a Retry-After is kept to. Signing has no effect until
    /// its bytes are stored, so reading the key again is always safe. Bodies are never logged: they hold the key.
    /// </summary>
    public static SecretClientOptions NewClientOptions() => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = MaxRetries,
            Delay = FirstDelay,
            MaxDelay = LongestDelay,
            NetworkTimeout = TryTimeout,
        },
        Diagnostics = { IsLoggingContentEnabled = false },
    };
}
