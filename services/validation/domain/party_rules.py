"""What can be found about the identifiers of a party. The identifier itself is never told."""

from services.validation.domain.rule import Rule

IBAN_INVALID = Rule(
    id="bank.iban_invalid",
    severity="error",
    message_en="The IBAN is not valid.",
    message_fr="L'IBAN n'est pas valide.",
    remedy_en="Copy it anew from the bank details.",
    remedy_fr="Recopiez-le depuis le relevé d'identité bancaire.",
)
BIC_INVALID = Rule(
    id="bank.bic_invalid",
    severity="error",
    message_en="The BIC is not valid.",
    message_fr="Le BIC n'est pas valide.",
    remedy_en="Copy it anew from the bank details, or leave it out.",
    remedy_fr="Recopiez-le depuis le relevé d'identité bancaire ou omettez-le.",
)
BIC_OTHER_COUNTRY = Rule(
    id="bank.bic_other_country",
    severity="warning",
    message_en="The BIC is of another country than the IBAN.",
    message_fr="Le BIC est d'un autre pays que l'IBAN.",
    remedy_en="Check that both belong to the same account.",
    remedy_fr="Vérifiez que les deux désignent le même compte.",
)
SIREN_INVALID = Rule(
    id="company.siren_invalid",
    severity="error",
    message_en="The SIREN number is not valid.",
    message_fr="Le numéro SIREN n'est pas valide.",
    remedy_en="Copy it anew from the company's registration.",
    remedy_fr="Recopiez-le depuis l'avis de situation de l'entreprise.",
)
SIRET_INVALID = Rule(
    id="company.siret_invalid",
    severity="error",
    message_en="The SIRET number is not valid.",
    message_fr="Le numéro SIRET n'est pas valide.",
    remedy_en="Copy it anew from the company's registration.",
    remedy_fr="Recopiez-le depuis l'avis de situation de l'entreprise.",
)
SIRET_OTHER_SIREN = Rule(
    id="company.siret_other_siren",
    severity="error",
    message_en="The SIRET number belongs to another company than the SIREN number.",
    message_fr="Le numéro SIRET appartient à une autre entreprise que le numéro SIREN.",
    remedy_en="Check both numbers.",
    remedy_fr="Vérifiez les deux numéros.",
)
VAT_INVALID = Rule(
    id="vat.number_invalid",
    severity="error",
    message_en="The VAT number is not valid.",
    message_fr="Le numéro de TVA n'est pas valide.",
    remedy_en="Copy it anew, with its country code.",
    remedy_fr="Recopiez-le avec son code pays.",
)
VAT_OTHER_SIREN = Rule(
    id="vat.number_other_siren",
    severity="error",
    message_en="The French VAT number belongs to another company than the SIREN number.",
    message_fr="Le numéro de TVA français appartient à une autre entreprise que le numéro SIREN.",
    remedy_en="Check both numbers.",
    remedy_fr="Vérifiez les deux numéros.",
)
IDENTITY_EXPIRED = Rule(
    id="identity.expired",
    severity="error",
    message_en="The identity document has expired.",
    message_fr="La pièce d'identité a expiré.",
    remedy_en="Give a valid identity document.",
    remedy_fr="Fournissez une pièce d'identité en cours de validité.",
)
IDENTITY_EXPIRES_SOON = Rule(
    id="identity.expires_soon",
    severity="warning",
    message_en="The identity document expires within {days} days.",
    message_fr="La pièce d'identité expire dans moins de {days} jours.",
    remedy_en="Ask for the new one in time.",
    remedy_fr="Demandez la nouvelle à temps.",
)
IDENTITY_DATE_UNREADABLE = Rule(
    id="identity.date_unreadable",
    severity="error",
    message_en="The expiry date of the identity document is missing or not a date (YYYY-MM-DD).",
    message_fr="La date d'expiration de la pièce d'identité manque ou n'est pas une date (AAAA-MM-JJ).",
    remedy_en="Give the date as printed on the document.",
    remedy_fr="Indiquez la date imprimée sur la pièce.",
)
ERASED = Rule(
    id="party.erased",
    severity="warning",
    message_en="The data of this party was erased; its identifiers were not checked.",
    message_fr="Les données de cette partie ont été effacées ; ses identifiants n'ont pas été vérifiés.",
    remedy_en="Nothing to do, unless it was erased by mistake.",
    remedy_fr="Rien à faire, sauf effacement par erreur.",
)
