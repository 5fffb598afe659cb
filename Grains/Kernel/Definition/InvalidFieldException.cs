using System.Globalization;

namespace OrleansSaga.Grains.Kernel;

/// <summary>Carries a refusal out of the depths of validation to <see cref="DefinitionBuilder"/>, which turns it into a value; never leaves it.</summary>
internal sealed class InvalidFieldException(string message) : Exception(message)
{
    public static InvalidFieldException TooLong(string field, int length, int limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{field}: {length} characters, at most {limit} are allowed"));
}
