using Azure.Core;

namespace BuyOrder.Testing.StandIns;

/// <summary>Hands out the vault's token of the moment, and remembers what it was asked for.</summary>
internal sealed class VaultCredential(KeyVaultStandIn vault) : TokenCredential
{
    public List<TokenRequestContext> Asked { get; } = [];

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    public Exception? Fault { get; set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (Fault is not null)
            throw Fault;
        Asked.Add(requestContext);
        return new AccessToken(vault.Token, DateTimeOffset.UtcNow + Lifetime);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
