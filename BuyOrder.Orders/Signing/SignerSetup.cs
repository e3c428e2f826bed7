using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using BuyOrder.Domain.Chain;
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
            SignerKind.KeyVaultKey => new KeyVaultKeySigners(
                KeyVaultKeyClient.Create(new Uri(options.VaultUri!), AzureIdentity.Create(options.ManagedIdentityClientId), NewKeyClientOptions()),
                options.KeyName!,
                options.KeyVersion!,
                Address.Parse(options.Address!),
                clock,
                loggers.CreateLogger<KeyVaultKeySigners>()),
            SignerKind.Development => new DevelopmentSigners(options.PrivateKey!, chainId),
            _ => throw new ArgumentException("The signer's options have not been validated.", nameof(options)),
        };

    /// <summary>Asks for the key once.</summary>
    /// <returns>One line when only other settings, or another key, can help; null when the key can be had.</returns>
    /// <exception cref="SignerUnavailableException">The key cannot be had just now, and the settings may be right.</exception>
    public static async Task<string?> FaultAsync(ISigners signers, CancellationToken cancellation)
    {
        try
        {
            await signers.CurrentAsync(cancellation);
            return null;
        }
        catch (SignerUnavailableException unavailable) when (unavailable.Trouble.NeedsOtherSettings())
        {
            return unavailable.Message;
        }
    }

    public static SecretClientOptions NewClientOptions() => Patient(new SecretClientOptions());

    public static KeyVaultKeyClientOptions NewKeyClientOptions() => Patient(new KeyVaultKeyClientOptions());

    /// <summary>
    /// Retries of 408, 429, 5xx and lost connections with growing, jittered delays; a Retry-After is kept to. Signing has no effect until
    /// its bytes are stored, so reading a key or signing again is always safe. Bodies are never logged: they may hold a key.
    /// </summary>
    private static T Patient<T>(T options)
        where T : ClientOptions
    {
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = MaxRetries;
        options.Retry.Delay = FirstDelay;
        options.Retry.MaxDelay = LongestDelay;
        options.Retry.NetworkTimeout = TryTimeout;
        options.Diagnostics.IsLoggingContentEnabled = false;
        return options;
    }
}
